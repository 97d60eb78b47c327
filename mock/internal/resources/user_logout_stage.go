package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/user_logout is the stage that ends the session of the user.
var _ = declareStage("UserLogoutStage", drf.Resource{Path: "stages/user_logout", Type: "user_logout"})
