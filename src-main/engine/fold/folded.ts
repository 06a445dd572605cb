/** What folding found for one alert, as the alert's record keeps it. */
import { z } from 'zod';
import { verdicts } from './verdict.ts';

export const foldedSchema = z.object({
  verdict: z.enum(verdicts),
  /** Null where it belongs to no incident. */
  incidentId: z.string().nullable(),
  /** Of the incident, after this alert. */
  revision: z.number(),
  /** How often the incident had come back by then. */
  episode: z.number(),
  /** The alert that said exactly the same, where it is a repeat. */
  repeatOf: z.string().nullable(),
  /** Incidents of parts that this mail changed. */
  parts: z.array(z.object({ incidentId: z.string(), revision: z.number(), verdict: z.enum(verdicts) })),
});
export type Folded = z.infer<typeof foldedSchema>;

/** For an alert that stands for itself. */
export const alone: Folded = {
  verdict: 'single',
  incidentId: null,
  revision: 0,
  episode: 0,
  repeatOf: null,
  parts: [],
};

/** Null where nothing was folded, or what stands there cannot be read. */
export const readFolded = (text: string | null | undefined): Folded | null => {
  if (!text) return null;
  const parsed = foldedSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
};
