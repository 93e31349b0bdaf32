#!/usr/bin/python3
"""Calls a server with aiortc: OpenSSL's DTLS, libsrtp, an SCTP and an ICE of its own. Prints what happened as JSON.

Debian's python3-aiortc 1.4 knows one SRTP profile; the others are taught to it at run time.
"""

import argparse
import asyncio
import fractions
import json
import logging
import sys
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
import wave

import aiortc.rtcdtlstransport as dtls
import numpy
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from av import AudioFrame
from pylibsrtp import Policy

FRAME_SECONDS = 0.02

# What the server offers, as the IANA names it: OpenSSL's name, libsrtp's profile, the length of the master salt.
PROFILES = {
    "AES_CM_128_HMAC_SHA1_80": (b"SRTP_AES128_CM_SHA1_80", Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 14),
    "AEAD_AES_128_GCM": (b"SRTP_AEAD_AES_128_GCM", Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 12),
}


def force_profile(name):
    """Makes aiortc offer this SRTP profile alone."""
    openssl_name, profile, salt_length = PROFILES[name]
    create_context = dtls.RTCCertificate._create_ssl_context

    def create_ssl_context(self):
        context = create_context(self)
        context.set_tlsext_use_srtp(openssl_name)
        return context

    class ProfiledPolicy(Policy):
        def __init__(self, **arguments):
            super().__init__(srtp_profile=profile, **arguments)

    dtls.RTCCertificate._create_ssl_context = create_ssl_context
    dtls.SRTP_SALT_LEN = salt_length
    dtls.Policy = ProfiledPolicy


class WaveTrack(MediaStreamTrack):
    """Plays a WAVE file in real time, then silence."""

    kind = "audio"

    def __init__(self, path):
        super().__init__()
        with wave.open(path) as file:
            if file.getsampwidth() != 2 or file.getnchannels() != 1:
                raise ValueError(f"{path} is not 16-bit mono")
            self.rate = file.getframerate()
            self.samples = numpy.frombuffer(file.readframes(file.getnframes()), dtype=numpy.int16)
        self.position = 0
        self.start = None

    async def recv(self):
        count = int(self.rate * FRAME_SECONDS)
        if self.start is None:
            self.start = time.monotonic()
        await asyncio.sleep(max(0, self.start + self.position / self.rate - time.monotonic()))
        part = self.samples[self.position : self.position + count]
        part = numpy.pad(part, (0, count - len(part)))
        frame = AudioFrame.from_ndarray(part.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = self.rate
        frame.pts = self.position
        frame.time_base = fractions.Fraction(1, self.rate)
        self.position += count
        return frame


class Recorder:
    """Keeps the left channel of what comes."""

    def __init__(self):
        self.parts = []
        self.rate = 48000
        self.first = None

    async def run(self, track):
        try:
            while True:
                frame = await track.recv()
                self.first = self.first or time.monotonic()
                self.rate = frame.sample_rate
                samples = frame.to_ndarray()
                channels = len(frame.layout.channels)
                self.parts.append(samples.reshape(-1, channels)[:, 0].copy() if samples.shape[0] == 1 else samples[0])
        except Exception:  # aiortc's MediaStreamError: the track has ended
            pass

    def samples(self):
        return numpy.concatenate(self.parts) if self.parts else numpy.zeros(0, dtype=numpy.int16)

    def save(self, path):
        with wave.open(path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.samples().astype(numpy.int16).tobytes())

    def describe(self):
        samples = self.samples().astype(numpy.float64) / 32768
        seconds = len(samples) / self.rate
        blocks = samples[: len(samples) // 480 * 480].reshape(-1, 480)
        loud = int((numpy.sqrt((blocks**2).mean(axis=1)) > 0.01).sum()) if len(blocks) else 0
        return {
            "seconds": round(seconds, 3),
            "audible_seconds": round(loud * 480 / self.rate, 3),
            "rms": round(float(numpy.sqrt((samples**2).mean())), 5) if len(samples) else 0,
            "peak": round(float(numpy.abs(samples).max()), 5) if len(samples) else 0,
        }


class Echo:
    """Sends messages on a channel labelled rtcvoice-echo and waits for each to come back as it was."""

    messages = ["hello", "gr\u00fc\u00df dich \U0001f642", "x" * 3000, "", b"\x00", bytes(range(256)) * 5, bytes(16384), b""]

    def __init__(self, connection):
        self.channel = connection.createDataChannel("rtcvoice-echo")
        self.back = asyncio.Queue()
        self.opened = asyncio.Event()
        self.channel.on("open", self.opened.set)
        self.channel.on("message", self.back.put_nowait)

    async def run(self, timeout):
        result = {"opened": False, "sent": 0, "returned": 0, "wrong": [], "round_trip_ms": []}
        try:
            await asyncio.wait_for(self.opened.wait(), timeout)
            result["opened"] = True
            for message in self.messages:
                sent = time.monotonic()
                self.channel.send(message)
                result["sent"] += 1
                back = await asyncio.wait_for(self.back.get(), timeout)
                result["round_trip_ms"].append(round((time.monotonic() - sent) * 1000, 2))
                if type(back) is type(message) and back == message:
                    result["returned"] += 1
                else:
                    result["wrong"].append({"sent": repr(message)[:80], "back": repr(back)[:80]})
        except asyncio.TimeoutError:
            result["wrong"].append({"timeout_after": result["sent"]})
        return result


def post(url, body=b"", content_type=None):
    headers = {"Content-Type": content_type} if content_type else {}
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=15) as reply:
            return reply.status, dict(reply.headers), reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


async def call(options):
    result = {"connected": False, "profile": options.profile}
    connection = RTCPeerConnection()
    recorder = Recorder()
    tasks = []
    connected = asyncio.Event()
    messages = []

    @connection.on("track")
    def on_track(track):
        tasks.append(asyncio.ensure_future(recorder.run(track)))

    @connection.on("connectionstatechange")
    def on_state():
        result.setdefault("states", []).append(connection.connectionState)
        if connection.connectionState in ("connected", "failed", "closed"):
            connected.set()

    if options.say:
        connection.addTrack(WaveTrack(options.say))
    else:
        connection.addTransceiver("audio", direction="recvonly")
    events = connection.createDataChannel("oai-events")
    events.on("message", lambda m: messages.append(json.loads(m).get("type") if isinstance(m, str) else None))
    echo = Echo(connection)

    await connection.setLocalDescription(await connection.createOffer())
    start = time.monotonic()
    loop = asyncio.get_event_loop()
    status, headers, body = await loop.run_in_executor(
        None, post, options.url, connection.localDescription.sdp.encode(), "application/sdp")
    result["status"] = status
    if status != 201:
        result["refusal"] = body
        await connection.close()
        return result
    result["answer"] = body
    location = urllib.parse.urljoin(options.url, headers["Location"])
    result["location"] = location
    await connection.setRemoteDescription(RTCSessionDescription(sdp=body, type="answer"))
    try:
        await asyncio.wait_for(connected.wait(), options.timeout)
    except asyncio.TimeoutError:
        pass
    result["connected"] = connection.connectionState == "connected"
    if result["connected"]:
        result["connect_ms"] = round((time.monotonic() - start) * 1000, 1)
        begun = time.monotonic()
        result["echo"] = await echo.run(options.timeout)
        await asyncio.sleep(max(0, begun + options.seconds - time.monotonic()))
        if recorder.first:
            result["first_frame_ms"] = round((recorder.first - start) * 1000, 1)
        result["hangup"] = (await loop.run_in_executor(None, post, location + "/hangup"))[0]
    await connection.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    result["received"] = recorder.describe()
    result["events"] = messages
    if options.record:
        recorder.save(options.record)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="where offers are posted: http://127.0.0.1:8080/v1/realtime/calls")
    parser.add_argument("--profile", choices=PROFILES, default="AES_CM_128_HMAC_SHA1_80", help="the only SRTP profile to offer")
    parser.add_argument("--say", metavar="WAV", help="what to say: 16-bit mono; only listens otherwise")
    parser.add_argument("--record", metavar="WAV", help="where to write what comes")
    parser.add_argument("--seconds", type=float, default=5, help="how long to talk")
    parser.add_argument("--timeout", type=float, default=10, help="how long to wait for anything, in seconds")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.verbose:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    force_profile(options.profile)
    try:
        result = asyncio.new_event_loop().run_until_complete(call(options))
    except Exception:
        result = {"connected": False, "error": traceback.format_exc()}
    print(json.dumps(result))
    return 0 if result["connected"] else 1


if __name__ == "__main__":
    sys.exit(main())
