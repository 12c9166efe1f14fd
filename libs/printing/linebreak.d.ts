/** The part of `linebreak` that is used here: the places where UAX 14 lets a line end. It brings no types of its own. */
declare module 'linebreak' {
  export default class LineBreaker {
    constructor(text: string);
    /** In order; `position` is the index of what follows. Null after the last. */
    nextBreak(): { readonly position: number; readonly required: boolean } | null;
  }
}
