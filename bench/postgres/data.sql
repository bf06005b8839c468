-- pgbench's tables with other contents: balances that differ and texts that do not shrink to nothing, as real ones.
insert into pgbench_branches (bid, bbalance) select n, 0 from generate_series(1, :scale) n;
insert into pgbench_tellers (tid, bid, tbalance) select n, (n - 1) / 10 + 1, 0 from generate_series(1, :scale * 10) n;
select setseed(0.5);
insert into pgbench_accounts (aid, bid, abalance, filler)
  select n, (n - 1) / 100000 + 1, (random() * 2000000000)::int, md5(n::text) from generate_series(1, :scale * 100000) n;
