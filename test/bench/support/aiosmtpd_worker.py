"""The other half of the plain way: takes what aiosmtpd_receiver.py pushed and posts it to a webhook, one after another.

Usage: aiosmtpd_worker.py REDIS_SOCKET URL. Reads nothing into the mail, keeps no books, and forgets a mail whose post
fails: it is the least that such a chain costs.
"""

import http.client
import json
import sys
from urllib.parse import urlsplit

import redis

client = redis.Redis(unix_socket_path=sys.argv[1])
url = urlsplit(sys.argv[2])
connection = http.client.HTTPConnection(url.hostname, url.port)
print("listening 0", flush=True)
while True:
    _, record = client.blpop("alerts")
    alert = json.loads(record)
    body = json.dumps({"subject": alert["subject"], "text": alert["text"][:4000]})
    connection.request("POST", url.path, body, {"content-type": "application/json"})
    connection.getresponse().read()
