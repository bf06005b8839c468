const RENDERED = 'the rendered postgresql.conf sets it';
const FILES = "the rendered objects set the paths of the server's files";
const NETWORK = 'the Service and the probes depend on the rendered value';
const SAFETY = 'without it a crash of the node can lose committed data, or damage the database';
const ALONE = 'there is only one server, which would wait for another one for ever';
const DROPPED = 'the server removes the settings of ALTER SYSTEM when it starts';
const TLS = 'its files are not in the pod';

/** Settings that the rendered objects must set, and why a user's value would break them; names in lower case. */
export const RESERVED_SETTINGS: ReadonlyMap<string, string> = new Map([
  ['allow_alter_system', DROPPED],
  ['config_file', FILES],
  ['data_directory', FILES],
  ['external_pid_file', FILES],
  ['fsync', SAFETY],
  ['full_page_writes', SAFETY],
  ['hba_file', RENDERED],
  ['huge_pages', RENDERED],
  ['ident_file', FILES],
  ['include', FILES],
  ['include_dir', FILES],
  ['include_if_exists', FILES],
  ['listen_addresses', RENDERED],
  ['password_encryption', RENDERED],
  ['port', NETWORK],
  ['ssl', TLS],
  ['ssl_ca_file', TLS],
  ['ssl_cert_file', TLS],
  ['ssl_crl_dir', TLS],
  ['ssl_crl_file', TLS],
  ['ssl_dh_params_file', TLS],
  ['ssl_key_file', TLS],
  ['ssl_max_protocol_version', RENDERED],
  ['ssl_min_protocol_version', RENDERED],
  ['synchronous_standby_names', ALONE],
  ['unix_socket_directories', RENDERED],
  ['unix_socket_group', NETWORK],
  ['unix_socket_permissions', NETWORK],
]);
