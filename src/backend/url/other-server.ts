const OTHERS =
  '(?:my-?sql|mariadb|percona|ms-?sql|sql-?server|oracle|mongo|cassandra|clickhouse|couch|redis|elastic|influx|neo4j)';

const HOST = new RegExp(`(?:^|[-_.])${OTHERS}`, 'i');
const NAME = new RegExp(`^(?:.*_)?${OTHERS}`, 'i');

/** True for a host that is called as a server which is no PostgreSQL, `shop-mysql`. */
export function isOtherServer(host: string): boolean {
  return HOST.test(host);
}

/** True for a variable whose name says that it is of a server which is no PostgreSQL, `REDIS_DB_HOST`; WordPress has MySQL. */
export function isOfOtherServer(variable: string): boolean {
  return NAME.test(variable) || /^WORDPRESS_DB_/i.test(variable);
}

/** Applications that run with MySQL, and with no PostgreSQL. */
const IMAGE =
  /(?:^|\/)(?:wordpress|ghost|matomo|phpmyadmin|prestashop|opencart|bookstack|monica|snipe-it|magento2?|osticket|phpipam|invoiceninja|akaunting|suitecrm|kimai2?|mautic|photoprism|mysql|mariadb|percona(?:-\w+)*|mysqld[-_]exporter)$/i;

/** True for the image of an application that no PostgreSQL could serve. */
export function isOtherServersImage(image: string): boolean {
  return IMAGE.test(image.replace(/[:@][^/]*$/, ''));
}
