/**
 * The words of which known kinds consist. Only these are shown: what stands before a ":" may be the start of a password.
 */
const WORDS = new Set(
  [
    'postgresql postgres postgis psql pgsql pgx ecto asyncpg psycopg psycopg2 psycopg_async pg8000 psycopg2cffi timescaledb',
    'cockroach cockroachdb crdb yugabytedb redshift alloydb neon supabase edgedb gel citus greenplum',
    'mysql mysql2 mysqli mysqlx mariadb tidb singlestore memsql vitess planetscale pymysql aiomysql asyncmy mysqldb mysqlconnector',
    'mssql sqlserver sqlsrv dblib sybase jtds pyodbc pymssql aioodbc azuresql microsoft',
    'oracle oci oci8 thin cx_oracle oracledb oracle_oci db2 ibm_db ibm_db_sa as400 informix firebird interbase',
    'snowflake bigquery databricks athena trino presto hive impala spark teradata vertica exasol saphana hana netezza',
    'clickhouse clickhousedb duckdb motherduck druid pinot doris starrocks questdb monetdb',
    'mongodb srv redis rediss valkey valkeys memcached memcache cassandra scylla couchbase couchbases couchdb cosmosdb',
    'dynamodb neo4j bolt bolts arangodb janusgraph orientdb surrealdb surreal influxdb influx elasticsearch opensearch solr',
    'amqp amqps nats kafka pulsar mqtt mqtts stomp rabbitmq sqs sb servicebus activemq',
    'http https ws wss tcp tcps tls udp ssh sftp ftp ftps ldap ldaps smtp smtps imap imaps s3 gs gcs az abfss file unix socket',
    'sqlite sqlite3 libsql turso sqld sqlitecloud rqlite dqlite d1 rocksdb h2 hsqldb derby mem aiosqlite pysqlite pysqlcipher',
    'jdbc r2dbc pool odbc odbcs adbc dsn p6spy tc aws wrapper secretsmanager log4jdbc otel opentelemetry cloudsql gcp',
    'prisma accelerate hyperdrive grpc grpcs etcd consul zookeeper jndi java',
  ].flatMap((line) => line.split(' ')),
);

/** The scheme in lower case if each of its words is known. */
export function knownKind(scheme: string): string | undefined {
  const lower = scheme.toLowerCase();
  return lower.split(/[:+-]/).every((word) => WORDS.has(word)) ? lower : undefined;
}
