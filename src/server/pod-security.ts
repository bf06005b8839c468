import { podSecurity } from '../kubernetes/pod-security';

/** `postgres` in the official Debian images. */
const POSTGRES_UID = 999;

/** Pod Security's `restricted`, for the user of PostgreSQL's image. */
export const POD_SECURITY = podSecurity(POSTGRES_UID);
