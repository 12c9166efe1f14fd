/** The issuer and audience of Daybook's own tokens: whoever signs and whoever verifies them say the same. */
export const builtInIssuer = { issuer: 'daybook', audience: 'daybook' } as const;
