/** Reads a corpus from a folder: `*.eml` files and the `labels.json` that says what they are about. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { EvalMail } from '../../engine/analyse/eval-run.ts';
import { evalLabelsSchema } from '../../engine/analyse/eval-score.ts';
import { AppError } from '../../engine/errors.ts';

const refuse = (message: string): AppError => new AppError('invalid_input', { message });

/** The labelled mails in the order of the labels. Throws `invalid_input` that names the file and what is wrong with it. */
export const readEvalCorpus = async (folder: string): Promise<EvalMail[]> => {
  const labelsFile = join(folder, 'labels.json');
  const text = await readFile(labelsFile, 'utf8').catch(() => {
    throw refuse(`${labelsFile} cannot be read. A corpus is a folder of *.eml files with a labels.json.`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse(`${labelsFile} is not JSON.`);
  }
  const labels = evalLabelsSchema.safeParse(json);
  if (!labels.success) {
    const issue = labels.error.issues[0];
    throw refuse(
      `${labelsFile}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a list of labels'}`,
    );
  }
  return Promise.all(
    labels.data.map(async (label) => {
      if (basename(label.file) !== label.file)
        throw refuse(`${labelsFile}: "${label.file.slice(0, 100)}" is no file name.`);
      const raw = await readFile(join(folder, label.file)).catch(() => {
        throw refuse(`${join(folder, label.file)} is in labels.json and cannot be read.`);
      });
      return { label, raw };
    }),
  );
};
