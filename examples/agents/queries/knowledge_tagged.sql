-- The articles that have all of some tags, newest first. $1: the tags
select id, slug, title, updated_at
from knowledge_base
where tags ?& $1
order by updated_at desc
limit 20;
