// Has redis-memory-server fetch and build Redis into REDISMS_DOWNLOAD_DIR; runs as a process of its own.
import redisBinary from 'redis-memory-server/lib/util/RedisBinary.js';

process.stdout.write(`${await redisBinary.default.getPath()}\n`);
