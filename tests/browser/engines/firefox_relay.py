"""Starts a Firefox for Playwright and stands between the two: `python firefox_relay.py FIREFOX ARGUMENTS…`.

Playwright speaks WebDriver BiDi with a Firefox of the operating system, but sends one command that an older one
does not know and does not need. It is answered here; everything else passes as it is.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from functools import partial

from aiohttp import ClientSession, WSMsgType, web

UNKNOWN = {"emulation.setMediaFeaturesOverride"}
TOLD = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


async def relay(address: str, request: web.Request) -> web.WebSocketResponse:
    player = web.WebSocketResponse(max_msg_size=0)
    await player.prepare(request)
    async with (
        ClientSession() as session,
        session.ws_connect(address + request.path, max_msg_size=0) as firefox,
    ):

        async def back() -> None:
            async for message in firefox:
                if message.type is WSMsgType.TEXT:
                    await player.send_str(message.data)
            await player.close()

        returning = asyncio.create_task(back())
        async for message in player:
            if message.type is not WSMsgType.TEXT:
                continue
            call = json.loads(message.data)
            if call.get("method") in UNKNOWN:
                await player.send_json({"type": "success", "id": call["id"], "result": {}})
            else:
                await firefox.send_str(message.data)
        returning.cancel()
    return player


async def main(command: list[str]) -> int:
    firefox = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert firefox.stderr
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, firefox.stderr.readline):
        told = TOLD.search(line)
        if not told:
            sys.stderr.write(line)
            continue
        application = web.Application()
        application.router.add_get("/{path:.*}", partial(relay, told[1]))
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        sys.stderr.write(f"WebDriver BiDi listening on ws://127.0.0.1:{port}\n")
        sys.stderr.flush()
    return firefox.wait()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(sys.argv[1:])))
