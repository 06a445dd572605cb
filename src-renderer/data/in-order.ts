/** The items in the order of the ids, with their new places; shown until the server has answered. */
export const inOrder = <T extends { id: string; position: number }>(
  items: readonly T[],
  ids: readonly string[],
): T[] =>
  ids.flatMap((id, position) =>
    items.filter((item) => item.id === id).map((item) => ({ ...item, position })),
  );
