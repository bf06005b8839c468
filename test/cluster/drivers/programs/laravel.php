<?php

require 'Illuminate/Database/autoload.php';

$capsule = new Illuminate\Database\Capsule\Manager();
// As config/database.php of a new application has it.
$capsule->addConnection(['driver' => 'pgsql', 'url' => getenv('URL'), 'charset' => 'utf8', 'sslmode' => 'prefer']);
$capsule->getConnection()->select('select 1');
echo 'connected ', getenv('VERSION'), "\n";
