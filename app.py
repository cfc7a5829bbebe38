from gnbv import create_app

app = create_app()
