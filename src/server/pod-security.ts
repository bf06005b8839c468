import { podSecurity } from '../kubernetes/pod-security';

/** `postgres` in the official Debian images. */
const POSTGRES_UID = 999;

/** Pod Security's `restricted`, as the user that PostgreSQL's image is made for. */
export const POD_SECURITY = podSecurity(POSTGRES_UID);
