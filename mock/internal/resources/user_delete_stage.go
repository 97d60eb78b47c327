package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/user_delete is the stage that deletes the user.
var _ = declareStage("UserDeleteStage", drf.Resource{Path: "stages/user_delete", Type: "user_delete"})
