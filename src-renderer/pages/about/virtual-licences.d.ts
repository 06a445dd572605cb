declare module 'virtual:licences' {
  /** Made by build/vite/licences.mjs. */
  export const licences: readonly { name: string; version: string; licence: string; text: string }[];
}
