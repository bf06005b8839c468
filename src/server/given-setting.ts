/** The value of a setting of postgresql.conf in a program: `true`, 20, `64MB`. */
export type SettingValue = string | number | boolean;
