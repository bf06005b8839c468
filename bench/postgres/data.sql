-- pgbench's tables with other contents: balances that differ and texts that do not shrink to nothing, as real ones.
insert into pgbench_branches (bid, bbalance) select n, 0 from generate_series(1, :scale) n;
insert into pgbench_tellers (tid, bid, tbalance) select n, (n - 1) / 10 + 1, 0 from generate_series(1, :scale * 10) n;

-- An INSERT would write all of it to the WAL, and the VACUUM behind it once more.
\set rows 'psql -qX -c "copy (select n, (n - 1) / 100000 + 1, abs(hashint4(n) % 2000000000), md5(n::text) from generate_series(1, ' :scale '00000) n) to stdout" postgres'
begin;
truncate pgbench_accounts;
copy pgbench_accounts (aid, bid, abalance, filler) from program :'rows' with (freeze);
commit;
