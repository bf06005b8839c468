import { dependency, type Dependency } from './dependency';

/** pom.xml */
export function mavenArtifacts(text: string): Dependency[] {
  const uncommented = text.replace(/<!--.*?-->/gs, '').replace(/<exclusions>.*?<\/exclusions>/gs, '');
  return [...uncommented.matchAll(ARTIFACT)].map(([whole, group = '', artifact = '']) => {
    const [rest = ''] = uncommented
      .slice(uncommented.indexOf(whole) + whole.length)
      .split('</dependency>', 1);
    return dependency('jvm', `${group}:${artifact}`, {
      isDevelopment: /^[^<]*(?:<(?!\/?dependency\b)[^>]*>[^<]*)*?<scope>\s*test\s*<\/scope>/.test(rest),
    });
  });
}

const ARTIFACT = /<groupId>\s*([\w.-]+)\s*<\/groupId>\s*<artifactId>\s*([\w.-]+)\s*<\/artifactId>/g;

/** build.gradle, build.gradle.kts, libs.versions.toml and build.sbt: `group:artifact`, in the syntax of each. */
export function gradleArtifacts(text: string): Dependency[] {
  return withoutComments(text)
    .split(/\r?\n/)
    .flatMap((line) =>
      SPELLINGS.flatMap((spelling) => [...line.matchAll(spelling)]).map(([, group = '', artifact = '']) =>
        dependency('jvm', `${group}:${artifact}`, { isDevelopment: FOR_TESTS.test(line) }),
      ),
    );
}

/** Gradle's `testImplementation`, `androidTestImplementation` and `exclude`; sbt's `% Test`. */
const FOR_TESTS = /^\s*(?:\w*[tT]est\w*|exclude)\b(?!\s*[:=]\s*\{)|%\s*"?(?:Test|test|it)\b/;

const SPELLINGS = [
  /['"]([\w.-]+):([\w.-]+)(?::[^'"\s]*)?['"]/g,
  /\bgroup\s*[:=]\s*['"]([\w.-]+)['"],\s*name\s*[:=]\s*['"]([\w.-]+)['"]/g,
  /"([\w.-]+)"\s*%%?\s*"([\w.-]+)"\s*%/g,
];

/** A `//` inside quotes is a URL's. */
function withoutComments(text: string): string {
  return text
    .replace(
      /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[^]*?\*\//g,
      (_, quoted: string | undefined) => quoted ?? '',
    )
    .replace(/^\s*(?:\/\/|#).*$/gm, '')
    .replace(/\s\/\/.*$/gm, '');
}
