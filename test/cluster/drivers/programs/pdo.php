<?php

// PDO reads no URL: an application takes the parts out of it.
$parts = parse_url(getenv('URL'));
parse_str($parts['query'] ?? '', $settings);
$settings = ['host' => $parts['host'], 'port' => $parts['port'], 'dbname' => ltrim($parts['path'], '/')] + $settings;
$dsn = 'pgsql:' . http_build_query($settings, '', ';');
(new PDO($dsn, rawurldecode($parts['user']), rawurldecode($parts['pass'])))->query('select 1');
echo 'connected ', phpversion('pdo_pgsql'), "\n";
