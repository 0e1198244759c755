"""kombu's Redis transport, with one thing mended: a worker that Redis left goes back to it.

A message that is taken counts against how many a worker may hold until Redis has its acknowledgement.
Where the connection breaks just then, Celery logs "Couldn't ack" and goes on, kombu counts the message for
ever, and once it counts as many as may be held it asks Redis for nothing any more: it does not even see that
the connection is gone. Of 60 times that Redis and a worker's processes were killed the third left such a
worker. Here the message is no longer counted; the next question to Redis fails, and Celery connects anew.
"""

# mypy: disable-error-code="no-untyped-call"
# kombu has types here and there; its methods that we call have none.

from __future__ import annotations

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    """What a channel was given and has not acknowledged."""

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge; when Redis does not hear it, count the message no longer all the same."""
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise


class Channel(redis.Channel):
    """A channel whose messages are counted by the above."""

    QoS = QoS


class Transport(redis.Transport):
    """`redis://` and `rediss://`."""

    Channel = Channel
