/** The kinds of record that a filter is given orders for. */
export const changeCategories = ['filteringChange', 'filteringBlock'] as const;
export type ChangeCategory = (typeof changeCategories)[number];

/**
 * The id of the record of orders for a change: two changes of different kinds may have one id, so it says the kind. That
 * of an opening is its bare id, unless orders for a block stand under it from the time when they did that too.
 */
export const orderOf = (category: ChangeCategory, change: string): string => `${category}-${change}`;

/** How the id of a record of orders reads. */
export const filterOrderId = /^(filtering(Change|Block)-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The change that a record of orders is for. */
export const changeOfOrder = (order: string): string => order.replace(/^filtering(Change|Block)-/, '');
