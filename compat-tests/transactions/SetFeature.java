import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;

/** Finalizes a lower level of a feature: SetFeature NAME LEVEL. */
public final class SetFeature {
    private SetFeature() {}

    public static void main(String[] arguments) throws Exception {
        var update = new FeatureUpdate(Short.parseShort(arguments[1]), FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
        try (var admin = Admin.create(Map.of("bootstrap.servers", System.getenv("BOOTSTRAP")))) {
            admin.updateFeatures(Map.of(arguments[0], update), new UpdateFeaturesOptions()).all().get();
        }
    }
}
