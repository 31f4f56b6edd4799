{
    "name": "OAuth2",
    "summary": "A company page for modern authentication, as the ERP's vendor might have made it",
    "version": "19.0.1.0.0",
    "license": "Other OSI approved licence",
    "depends": ["mail"],
    "data": ["views/forms.xml"],
}
