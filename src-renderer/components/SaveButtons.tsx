import { Button, Group, Text } from '@mantine/core';

interface SaveButtonsProps {
  words: { save: string; discard: string; notSaved: string };
  isDirty: boolean;
  isSaving: boolean;
  onDiscard: () => void;
}

/** At the end of a form that stays open: save, or go back to what is stored. */
export const SaveButtons = ({ words, isDirty, isSaving, onDiscard }: SaveButtonsProps) => (
  <Group gap="sm">
    <Button type="submit" loading={isSaving} disabled={!isDirty}>
      {words.save}
    </Button>
    {isDirty && (
      <>
        <Button variant="subtle" onClick={onDiscard}>
          {words.discard}
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {words.notSaved}
        </Text>
      </>
    )}
  </Group>
);
