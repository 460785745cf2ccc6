/** The version that --version prints and debug information names. */
export const VERSION = '0.1.0';
