wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"label":"Buy milk and a loaf of bread"}'
