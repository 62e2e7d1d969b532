"""All HTTP: public documents, pages, embeds, and the organiser's own pages."""
