-- Run by ready.sh when the server has loaded a certificate. The exporter reads it from the catalog.
alter role cdk8s_database_monitor set cdk8s_database.certificate_end = :'ends';
