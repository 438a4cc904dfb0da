export interface Metric {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads the text format of Prometheus. */
export function metricsIn(text: string): Metric[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) as unknown as string[];
      const pairs = [...(labels as string).matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]);
      return { name, labels: Object.fromEntries(pairs), value: Number(value) } as Metric;
    });
}

/** The value under exactly these labels. */
export function valueOf(metrics: Metric[], name: string, labels: Record<string, string>): number | undefined {
  const wanted = Object.entries(labels);
  return metrics.find(
    (metric) =>
      metric.name === name &&
      Object.keys(metric.labels).length === wanted.length &&
      wanted.every(([key, value]) => metric.labels[key] === value),
  )?.value;
}
