const OURS = 'the rendered postgresql.conf sets it';
const FILES = 'where the server finds its files is rendered';
const NETWORK = 'the Service and the probes count on what is rendered';
const SAFETY = 'without it a crash of the node loses what was acknowledged, or more';
const ALONE = 'there is one server, which would wait for another for ever';
const DROPPED = 'the server drops what ALTER SYSTEM has set when it starts';
const TLS = 'its files would have to be in the pod, and none are';

/** Settings that the rendered objects decide, and why a user's own would break them; names in small letters. */
export const RESERVED_SETTINGS: ReadonlyMap<string, string> = new Map([
  ['allow_alter_system', DROPPED],
  ['config_file', FILES],
  ['data_directory', FILES],
  ['external_pid_file', FILES],
  ['fsync', SAFETY],
  ['full_page_writes', SAFETY],
  ['hba_file', OURS],
  ['huge_pages', OURS],
  ['ident_file', FILES],
  ['include', FILES],
  ['include_dir', FILES],
  ['include_if_exists', FILES],
  ['listen_addresses', OURS],
  ['password_encryption', OURS],
  ['port', NETWORK],
  ['ssl', TLS],
  ['ssl_ca_file', TLS],
  ['ssl_cert_file', TLS],
  ['ssl_crl_dir', TLS],
  ['ssl_crl_file', TLS],
  ['ssl_dh_params_file', TLS],
  ['ssl_key_file', TLS],
  ['ssl_max_protocol_version', OURS],
  ['ssl_min_protocol_version', OURS],
  ['synchronous_standby_names', ALONE],
  ['unix_socket_directories', OURS],
  ['unix_socket_group', NETWORK],
  ['unix_socket_permissions', NETWORK],
]);
