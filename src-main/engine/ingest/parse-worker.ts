// Parses one mail in a worker thread.
export {};
