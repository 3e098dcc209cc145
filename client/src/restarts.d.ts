/** So often within the time, and no more. */
export declare const mostRestarts = 3;
/** Notes a crash at each call; true while another start is worth it. */
export declare function createRestartPolicy(now?: () => number): () => boolean;
