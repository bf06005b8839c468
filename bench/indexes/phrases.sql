-- Phrases of eight words, of which the nth commonest is said an nth as often as the commonest (Zipf's law).
-- Texts are made of phrases, since picking each word of a million texts would take longer than the benchmark.
create temporary table phrase as
select id, string_agg(word, ' ' order by place) as text
from (
  select id, place, floor(power((select count(*) from word), random())) as n
  from generate_series(1, 50000) id, generate_series(1, 8) place
) picked
join word using (n)
group by id;
alter table phrase add primary key (id);
analyze phrase;
