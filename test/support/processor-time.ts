/** How long this process computes for it, in milliseconds: on a machine that does other things, too, it takes longer. */
export function processorTimeOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
