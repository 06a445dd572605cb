"""What the same intake costs in the plain way: aiosmtpd, Python's own mail parser, one RPUSH a mail by redis-py.

Usage: aiosmtpd_receiver.py REDIS_SOCKET [async]. With "async" it uses redis.asyncio, which shares syncs between
connections. Prints "listening PORT" when it accepts mail.
"""

import asyncio
import email
import email.policy
import json
import sys

import redis
import redis.asyncio
from aiosmtpd.smtp import SMTP


class Receiver:
    def __init__(self, client):
        self.client = client

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = mail.get_body(("plain", "html"))
        record = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": str(mail["subject"]),
            "text": body.get_content() if body is not None else "",
        }
        pushed = self.client.rpush("alerts", json.dumps(record))
        if asyncio.iscoroutine(pushed):
            await pushed
        return "250 OK"


async def main():
    library = redis.asyncio if sys.argv[2:] == ["async"] else redis
    client = library.Redis(unix_socket_path=sys.argv[1])
    receiver = Receiver(client)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(receiver, enable_SMTPUTF8=True), "127.0.0.1", 0, backlog=1024
    )
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
