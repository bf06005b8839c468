/** A setting of postgresql.conf as a program gives it: `true`, 20, `64MB`. */
export type SettingValue = string | number | boolean;
