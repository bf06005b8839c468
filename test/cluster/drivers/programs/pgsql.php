<?php

$connection = pg_connect(getenv('URL')) or exit(1);
pg_query($connection, 'select 1') or exit(1);
echo 'connected ', phpversion('pgsql'), "\n";
