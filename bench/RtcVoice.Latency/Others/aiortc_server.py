"""A voice server of the usual kind, for the harness to be held against: aiortc, a queue into which the model's bursts go, and
a frame of it every 20 ms as asyncio comes round to it. It answers POST /v1/realtime/calls, speaks when it is asked to
(response.create) and behind 500 ms of silence, and drops what is queued when it hears a voice. It knows no more.

    /usr/bin/python3 aiortc_server.py PORT
"""

import asyncio
import fractions
import json
import sys
import time

import numpy
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from av import AudioFrame

RATE = 48_000
FRAME = RATE // 50
ANSWER_SECONDS = 20
# As the harness's own model: 400 ms of sound at a time, three times as fast as it is heard.
BURST_SECONDS = 0.4
SPEED = 3
# -45 dBFS for 60 ms is a voice; 500 ms without is the end of a turn.
AUDIBLE = 184
ONSET = 3
ENDING = 25
# A browser that does not gather first names no candidate, and is found by its own checks; aioice wants one to begin.
NOWHERE = "a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n"


def make_voice():
    """Mono, -22 dBFS: a buzz of 110 to 140 Hz that is nowhere silent, as the harness tells answers by their sound."""
    seconds = numpy.arange(ANSWER_SECONDS * RATE) / RATE
    phase = 2 * numpy.pi * numpy.cumsum(125 + 15 * numpy.sin(2 * numpy.pi * 0.7 * seconds)) / RATE
    buzz = sum(numpy.sin(k * phase) / k for k in range(1, 20))
    return (buzz / numpy.sqrt(numpy.mean(buzz**2)) * 0.08 * 32767).astype(numpy.int16)


VOICE = make_voice()


class QueuedVoice(MediaStreamTrack):
    """What is queued, or silence: a frame every 20 ms from the first on."""

    kind = "audio"

    def __init__(self):
        super().__init__()
        self.queue = numpy.zeros(0, numpy.int16)
        self.begun = None
        self.sent = 0

    async def recv(self):
        self.begun = self.begun or time.time()
        await asyncio.sleep(max(0, self.begun + self.sent / RATE - time.time()))
        samples, self.queue = self.queue[:FRAME], self.queue[FRAME:]
        frame = AudioFrame.from_ndarray(numpy.pad(samples, (0, FRAME - len(samples))).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        frame.pts = self.sent
        frame.time_base = fractions.Fraction(1, RATE)
        self.sent += FRAME
        return frame


class Call:
    """A call, and what is said in it."""

    def __init__(self):
        self.connection = RTCPeerConnection()
        self.voice = QueuedVoice()
        self.answering = None
        self.connection.on("track", lambda track: asyncio.ensure_future(self.listen(track)))
        self.connection.on("datachannel", lambda channel: channel.on("message", self.told))

    async def accept(self, offer):
        named = offer if "a=candidate" in offer else offer.replace("a=ice-ufrag", NOWHERE + "a=ice-ufrag")
        await self.connection.setRemoteDescription(RTCSessionDescription(named, "offer"))
        self.connection.addTrack(self.voice)
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return self.connection.localDescription.sdp

    def told(self, message):
        if json.loads(message).get("type") == "response.create":
            self.answer()

    def answer(self):
        self.fall_silent()
        self.answering = asyncio.ensure_future(self.generate())

    def fall_silent(self):
        if self.answering:
            self.answering.cancel()
        self.voice.queue = numpy.zeros(0, numpy.int16)

    async def generate(self):
        burst = int(BURST_SECONDS * RATE)
        for at in range(0, len(VOICE), burst):
            self.voice.queue = numpy.concatenate([self.voice.queue, VOICE[at:at + burst]])
            await asyncio.sleep(BURST_SECONDS / SPEED)

    async def listen(self, track):
        loud = silent = 0
        speaks = False
        while True:
            try:
                frame = await track.recv()
            except Exception:  # aiortc's MediaStreamError: the call is over
                return
            level = numpy.sqrt(numpy.mean(frame.to_ndarray().astype(numpy.float64) ** 2))
            loud, silent = (loud + 1, 0) if level > AUDIBLE else (0, silent + 1)
            if not speaks and loud == ONSET:
                speaks = True
                self.fall_silent()
            elif speaks and silent == ENDING:
                speaks = False
                self.answer()


calls = []


async def serve(reader, writer):
    """One request of HTTP/1.1, as far as it is needed."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    lines = head.split("\r\n")
    headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:])}
    body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
    status, extra, answer = "404 Not Found", "", ""
    if lines[0].startswith("POST /v1/realtime/calls "):
        call = Call()
        calls.append(call)
        answer = await call.accept(body)
        status, extra = "201 Created", f"Location: /v1/realtime/calls/{len(calls)}\r\nContent-Type: application/sdp\r\n"
    writer.write(f"HTTP/1.1 {status}\r\n{extra}Content-Length: {len(answer.encode())}\r\nConnection: close\r\n\r\n{answer}".encode())
    await writer.drain()
    writer.close()


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1])) as server:
        await server.serve_forever()


asyncio.run(main())
