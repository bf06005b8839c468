<?php

require 'Doctrine/DBAL/autoload.php';

use Doctrine\DBAL\DriverManager;
use Doctrine\DBAL\Tools\DsnParser;

$parameters = (new DsnParser(['postgresql' => 'pdo_pgsql']))->parse(getenv('URL'));
DriverManager::getConnection($parameters)->executeQuery('select 1');
echo 'connected ', getenv('VERSION'), "\n";
