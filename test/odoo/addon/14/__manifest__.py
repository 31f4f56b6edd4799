{
    "name": "OAuth2",
    "summary": "A company page for modern authentication, as the ERP's vendor might have made it",
    "version": "14.0.1.0.0",
    "license": "Other OSI approved licence",
    "depends": ["fetchmail"],
    "data": ["views/forms.xml"],
}
