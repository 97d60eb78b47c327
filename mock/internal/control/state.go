package control

// stateOperations are about what a world holds.
var stateOperations = []Operation{
	{Method: "POST", Path: "reset", About: "Takes the world back to its seeds.", Run: func(e *Exchange) error {
		world, err := e.World()
		if err != nil {
			return err
		}
		world.Reset()
		return e.NoContent()
	}},
	{Method: "GET", Path: "blueprint", About: "What the world holds, as an authentik blueprint.", Answer: "application/yaml", Run: func(e *Exchange) error {
		world, err := e.World()
		if err != nil {
			return err
		}
		world.Blueprint(e, e.Request)
		return nil
	}},
}
