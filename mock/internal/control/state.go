package control

// stateOperations are about what a world holds.
var stateOperations = []Operation{
	{Method: "POST", Path: "reset", About: "Takes the world back to its seeds.", Query: []Parameter{
		{"all", "true takes all worlds back."}, {"reload", "true reads the seeds again before."},
	}, Run: reset},
	{Method: "GET", Path: "blueprint", About: "What the world holds, as an authentik blueprint.", Answer: "application/yaml", Run: func(e *Exchange) error {
		world, err := e.World()
		if err != nil {
			return err
		}
		world.Blueprint(e, e.Request)
		return nil
	}},
}

func reset(e *Exchange) error {
	all, err := e.flag("all")
	if err != nil {
		return err
	}
	reload, err := e.flag("reload")
	if err != nil {
		return err
	}
	world, err := e.World()
	if err != nil {
		return err
	}
	if reload {
		if err := e.Server.Reload(); err != nil {
			return err
		}
	}
	if all {
		e.Server.ResetAll()
	} else {
		world.Reset()
	}
	return e.NoContent()
}
