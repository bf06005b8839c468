<?php

require 'Doctrine/ORM/autoload.php';

use Doctrine\DBAL\DriverManager;
use Doctrine\DBAL\Tools\DsnParser;
use Doctrine\ORM\EntityManager;
use Doctrine\ORM\ORMSetup;

$parameters = (new DsnParser(['postgresql' => 'pdo_pgsql']))->parse(getenv('URL'));
$manager = new EntityManager(DriverManager::getConnection($parameters), ORMSetup::createAttributeMetadataConfiguration([__DIR__]));
$manager->getConnection()->executeQuery('select 1');
echo 'connected ', getenv('VERSION'), "\n";
