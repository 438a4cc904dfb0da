import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Columns of /proc/net/tcp: the local address, such as `0100007F:1F90`, and the number of the socket. */
const LOCAL_ADDRESS = 1;
const SOCKET = 9;

/** The local TCP ports of this process's own connections over IPv4, as far as the system tells: Linux does. */
export function ownPorts(): Set<number> {
  const ports = new Set<number>();
  if (!existsSync('/proc/self/net/tcp')) return ports;
  const sockets = new Set(readdirSync('/proc/self/fd').map(socketOf));
  for (const line of readFileSync('/proc/self/net/tcp', 'utf8').split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (sockets.has(columns[SOCKET])) ports.add(parseInt(columns[LOCAL_ADDRESS]?.split(':')[1] ?? '', 16));
  }
  return ports;
}

/** @returns undefined for a descriptor that is no socket, or is closed meanwhile */
function socketOf(descriptor: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor}`))?.[1];
  } catch {
    return undefined;
  }
}
