-- Run by pgbench; :scale is that of the data. Ranges of 250000 rows (about 32 MB), so that the work does not grow with the data.
\set rows 250000
\set first random(1, 100000 * :scale - :rows)
\set last :first + :rows
\set few :first + 20000

-- A sort of whole rows.
select max(aid) from (select * from pgbench_accounts where aid between :first and :last order by filler, aid offset 1) s;

-- A hash join of the range with itself.
select count(*), sum(b.abalance) from pgbench_accounts a join pgbench_accounts b on b.aid = a.aid + 1
  where a.aid between :first and :last and b.aid between :first and :last;

-- A join to rows that lie anywhere: by index or by reading everything.
select count(*), sum(b.abalance) from pgbench_accounts a join pgbench_accounts b on b.aid = 1 + a.abalance % (100000 * :scale)
  where a.aid between :first and :few;

-- Groups, many of them.
select bid, count(*) from (select bid, abalance % 50000 as kind, count(*) from pgbench_accounts
  where aid between :first and :last group by 1, 2) g group by bid order by 2 desc limit 10;

-- Distinct texts, and the largest.
select count(distinct filler) from pgbench_accounts where aid between :first and :last;
select * from pgbench_accounts where aid between :first and :last order by abalance desc limit 100;

-- A report over branches and tellers.
select b.bid, count(*), sum(a.abalance) from pgbench_accounts a join pgbench_branches b using (bid)
  join pgbench_tellers t using (bid) where a.aid between :first and :few group by 1 order by 3 desc;
