"""The log of a conversation: contents, layout, painting, selection and copying."""
