"""What the bot says. It repeats and counts: the example is about where its words are kept."""


def reply(question: str) -> str:
    words = len(question.split())
    return f"You said “{question}”: {words} word{'' if words == 1 else 's'}."
