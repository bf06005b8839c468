/** The file that start.sh sources before the server starts, if a capability contributes it. The pod restarts for it. */
export const RESTORE_TEMPLATE = 'restore-template.sh';
