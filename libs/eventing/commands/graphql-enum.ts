/** A list of words as the object that `registerEnumType` wants. */
export function graphqlEnum<W extends string>(words: readonly W[]): { readonly [K in W]: K } {
  return Object.fromEntries(words.map((word) => [word, word])) as { [K in W]: K };
}
